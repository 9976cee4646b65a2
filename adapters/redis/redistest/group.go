package redistest

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"strings"
	"testing"
)

// Cluster is three masters, each with a replica.
type Cluster struct {
	Masters, Replicas [3]*Server // as they were made: a failover changes the roles
}

// StartCluster starts a Cluster that sees a master dead after 2 s.
func StartCluster(t testing.TB, settings ...string) *Cluster {
	t.Helper()
	c := &Cluster{}
	var all []*Server
	for i := range 6 {
		s := prepare(t, append([]string{
			"cluster-enabled", "yes", "cluster-node-timeout", "2000", "cluster-port", strconv.Itoa(FreePort(t)),
			"cluster-config-file", "nodes.conf",
		}, settings...)...)
		all = append(all, s)
		if i < 3 {
			c.Masters[i] = s
		} else {
			c.Replicas[i-3] = s
		}
	}
	for _, s := range all {
		s.run()
	}
	for _, s := range all {
		s.ready()
	}
	for i, s := range all {
		s.Do("CLUSTER", "SET-CONFIG-EPOCH", i+1)
		if i < 3 {
			s.Do("CLUSTER", "ADDSLOTSRANGE", i*16384/3, (i+1)*16384/3-1)
		}
		for _, other := range all[:i] {
			s.Do("CLUSTER", "MEET", "127.0.0.1", other.port, other.busPort())
		}
	}
	for i, replica := range c.Replicas {
		id := c.Masters[i].Do("CLUSTER", "MYID").(string)
		client := replica.Client()
		Eventually(t, "a replica knows its master", func() bool {
			return client.Do(context.Background(), "CLUSTER", "REPLICATE", id).Err() == nil
		})
	}
	for _, s := range all {
		client := s.Client()
		Eventually(t, "the cluster is whole", func() bool {
			ctx := context.Background()
			info, err := client.ClusterInfo(ctx).Result()
			if err != nil || !strings.Contains(info, "cluster_state:ok") || !strings.Contains(info, "cluster_known_nodes:6") {
				return false
			}
			nodes, err := client.ClusterNodes(ctx).Result()
			return err == nil && strings.Count(nodes, " slave ")+strings.Count(nodes, "myself,slave ") == 3
		})
	}
	for _, replica := range c.Replicas {
		replica.followed()
	}
	return c
}

func (s *Server) busPort() string {
	for i := range s.args {
		if s.args[i] == "--cluster-port" {
			return s.args[i+1]
		}
	}
	return ""
}

// followed waits until a replica is in step with its master.
func (s *Server) followed() {
	s.t.Helper()
	client := s.Client()
	Eventually(s.t, "the replica is in step", func() bool {
		info, err := client.Info(context.Background(), "replication").Result()
		return err == nil && strings.Contains(info, "master_link_status:up")
	})
}

// URL names the masters.
func (c *Cluster) URL() string {
	var hosts []string
	for _, s := range c.Masters {
		hosts = append(hosts, s.Addr)
	}
	return "redis://" + strings.Join(hosts, ",")
}

// Sentinels are three of them, and the two servers they watch.
type Sentinels struct {
	Master, Replica *Server // as they were made
	Sentinels       [3]*Server
}

// MasterName is what the sentinels call the master.
const MasterName = "potentiels"

// StartSentinels starts a group that sees a master dead after 1 s.
func StartSentinels(t testing.TB) *Sentinels {
	t.Helper()
	g := &Sentinels{Master: Start(t)}
	host, port, _ := net.SplitHostPort(g.Master.Addr)
	g.Replica = Start(t, "replicaof", host+" "+port)
	g.Replica.followed()
	for i := range g.Sentinels {
		s := prepare(t)
		s.args = nil
		conf := s.write("sentinel.conf", fmt.Sprintf(`port %d
bind 127.0.0.1
dir %s
logfile %s/log
sentinel monitor %[4]s %s %s 2
sentinel down-after-milliseconds %[4]s 1000
sentinel failover-timeout %[4]s 5000
sentinel parallel-syncs %[4]s 1
`, s.port, s.dir, s.dir, MasterName, host, port))
		s.kind = []string{conf, "--sentinel"}
		s.Start()
		g.Sentinels[i] = s
	}
	for _, s := range g.Sentinels {
		client := s.Client()
		Eventually(t, "the sentinels know each other and the replica", func() bool {
			info, err := client.Info(context.Background(), "sentinel").Result()
			return err == nil && strings.Contains(info, "status=ok") &&
				strings.Contains(info, "slaves=1") && strings.Contains(info, "sentinels=3")
		})
	}
	return g
}

// URL names the sentinels.
func (g *Sentinels) URL() string {
	var hosts []string
	for _, s := range g.Sentinels {
		hosts = append(hosts, s.Addr)
	}
	return "redis+sentinel://" + strings.Join(hosts, ",") + "/" + MasterName + "/0"
}
