package redis

import (
	"context"
	"crypto/sha1" // what Redis names scripts by
	_ "embed"     // the scripts
	"encoding/hex"
	"slices"
	"strings"

	goredis "github.com/redis/go-redis/v9"
)

// script is a script in the server's language, Lua, and its name there.
type script struct{ source, hash string }

func newScript(source string) script {
	sum := sha1.Sum([]byte(source))
	return script{source, hex.EncodeToString(sum[:])}
}

var (
	//go:embed acquire.lua
	acquireSource string
	//go:embed renew.lua
	renewSource string
	//go:embed join.lua
	joinSource string
	//go:embed pace.lua
	paceSource string
	//go:embed commit.lua
	commitSource string

	acquireScript = newScript(acquireSource)
	renewScript   = newScript(renewSource)
	joinScript    = newScript(joinSource)
	paceScript    = newScript(paceSource)
	commitScript  = newScript(commitSource)
)

// run calls a script by its name, and by its text where the server does not know it: it is
// new, or was started again.
func (c script) run(ctx context.Context, on goredis.Cmdable, keys []string, args ...any) *goredis.Cmd {
	cmd := on.EvalSha(ctx, c.hash, keys, args...)
	if unknown(cmd) {
		cmd = on.Eval(ctx, c.source, keys, args...)
	}
	return cmd
}

// runEach calls a script on each of some keys, in one go.
func (c script) runEach(ctx context.Context, on goredis.Cmdable, keys []string, args func(i int) []any) []*goredis.Cmd {
	cmds := make([]*goredis.Cmd, len(keys))
	pipe := on.Pipeline()
	for i, key := range keys {
		cmds[i] = pipe.EvalSha(ctx, c.hash, []string{key}, args(i)...)
	}
	_, _ = pipe.Exec(ctx)
	if slices.ContainsFunc(cmds, unknown) {
		pipe = on.Pipeline()
		for i, key := range keys {
			if unknown(cmds[i]) {
				cmds[i] = pipe.Eval(ctx, c.source, []string{key}, args(i)...)
			}
		}
		_, _ = pipe.Exec(ctx)
	}
	return cmds
}

// unknown tells that the server does not know the script.
func unknown(cmd *goredis.Cmd) bool {
	return cmd.Err() != nil && strings.HasPrefix(cmd.Err().Error(), "NOSCRIPT")
}
