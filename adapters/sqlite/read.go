package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"potentiels/bot"
)

// page is how many records a scan reads at a time: between pages it holds no
// connection and no snapshot, so the caller may take its time and write.
const page = 256

// maxReaders is how many queries run at once; each connection caches 1 MB.
const maxReaders = 4

// reads are the connections for reading and their statements.
type reads struct {
	db *sql.DB

	get, scan, scanOwner, scanTalks, scanOthers, delivery, pack *sql.Stmt
}

func newReads(path string) (*reads, error) {
	db, err := openDB(dsn(path, readerPragmas))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(maxReaders)
	db.SetMaxIdleConns(maxReaders)
	r := &reads{db: db}
	const columns = "SELECT owner, family, key, value FROM records "
	for s, sql := range map[**sql.Stmt]string{
		&r.get: "SELECT value FROM records WHERE partition = ? AND owner = ? AND family = ? AND key = ?",
		&r.scan: columns + `WHERE partition = ? AND owner = ? AND family = ? AND key > ?
			ORDER BY key LIMIT ?`,
		&r.scanOwner: columns + `WHERE partition = ? AND owner = ? AND (family, key) > (?, ?)
			ORDER BY family, key LIMIT ?`,
		&r.scanTalks: columns + `WHERE partition = ? AND family = ? AND (owner, key) > (?, ?)
			AND family IN ('session', 'history') ORDER BY owner, key LIMIT ?`,
		&r.scanOthers: columns + `INDEXED BY records_by_family
			WHERE partition = ? AND family = ? AND (owner, key) > (?, ?)
			AND family NOT IN ('session', 'history') ORDER BY owner, key LIMIT ?`,
		&r.delivery: `SELECT id, owner, recipient, class, not_before, attempts, sending, body
			FROM outbox WHERE seq = ?`,
		&r.pack: "SELECT entries FROM inbox WHERE first = ?",
	} {
		if *s, err = db.Prepare(sql); err != nil {
			return nil, errors.Join(fmt.Errorf("prepare %q: %w", sql, err), db.Close())
		}
	}
	return r, nil
}

func (r *reads) Close() error {
	var errs []error
	for _, s := range []*sql.Stmt{r.get, r.scan, r.scanOwner, r.scanTalks, r.scanOthers, r.delivery, r.pack} {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, r.db.Close())...)
}

// Get implements bot.Store.
func (s *Store) Get(ctx context.Context, keys ...bot.Key) ([]bot.Record, error) {
	if err := s.usable(ctx); err != nil {
		return nil, err
	}
	var records []bot.Record
	for _, k := range keys {
		r := bot.Record{Key: k}
		err := s.reads.get.QueryRowContext(ctx, k.Owner.Partition(), k.Owner.String(), string(k.Family), k.Key).Scan(&r.Value)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("sqlite: get: %w", describe(err))
		}
		records = append(records, r)
	}
	return records, nil
}

// Scan implements bot.Store.
func (s *Store) Scan(ctx context.Context, owner bot.Address, f bot.Family, after string, limit int) iter.Seq2[bot.Record, error] {
	return s.pages(ctx, limit, func(last *bot.Key, n int) (*sql.Rows, error) {
		if last != nil {
			after = last.Key
		}
		return s.reads.scan.QueryContext(ctx, owner.Partition(), owner.String(), string(f), after, n)
	})
}

// ScanOwner implements bot.Store.
func (s *Store) ScanOwner(ctx context.Context, owner bot.Address) iter.Seq2[bot.Record, error] {
	return s.pages(ctx, 0, func(last *bot.Key, n int) (*sql.Rows, error) {
		if last == nil {
			last = &bot.Key{} // a family has a name
		}
		return s.reads.scanOwner.QueryContext(ctx, owner.Partition(), owner.String(), string(last.Family), last.Key, n)
	})
}

// ScanPartition implements bot.Store.
func (s *Store) ScanPartition(ctx context.Context, p bot.Partition, f bot.Family) iter.Seq2[bot.Record, error] {
	scan := s.reads.scanOthers
	if f == bot.FamilySession || f == bot.FamilyHistory {
		scan = s.reads.scanTalks
	}
	return s.pages(ctx, 0, func(last *bot.Key, n int) (*sql.Rows, error) {
		owner, key := "", "" // an owner has a name
		if last != nil {
			owner, key = last.Owner.String(), last.Key
		}
		return scan.QueryContext(ctx, p, string(f), owner, key, n)
	})
}

// pages yields what query gives, page by page, each after the last key of the
// one before; limit 0 is all.
func (s *Store) pages(
	ctx context.Context, limit int, query func(last *bot.Key, n int) (*sql.Rows, error),
) iter.Seq2[bot.Record, error] {
	return func(yield func(bot.Record, error) bool) {
		var last *bot.Key
		for {
			n := page
			if limit > 0 {
				n = min(n, limit)
			}
			records, err := s.page(ctx, n, last, query)
			if err != nil {
				yield(bot.Record{}, err)
				return
			}
			for _, r := range records {
				if !yield(r, nil) {
					return
				}
			}
			if limit > 0 {
				if limit -= len(records); limit == 0 {
					return
				}
			}
			if len(records) < n {
				return
			}
			last = &records[len(records)-1].Key
		}
	}
}

func (s *Store) page(
	ctx context.Context, n int, last *bot.Key, query func(*bot.Key, int) (*sql.Rows, error),
) (records []bot.Record, err error) {
	if err := s.usable(ctx); err != nil {
		return nil, err
	}
	rows, err := query(last, n)
	if err != nil {
		return nil, fmt.Errorf("sqlite: scan: %w", describe(err))
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var r bot.Record
		var owner string
		if err := rows.Scan(&owner, &r.Family, &r.Key.Key, &r.Value); err != nil {
			return nil, fmt.Errorf("sqlite: scan: %w", describe(err))
		}
		if r.Owner, err = bot.ParseAddress(owner); err != nil {
			return nil, errors.New("sqlite: damaged: owner of a record")
		}
		records = append(records, r)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("sqlite: scan: %w", describe(err))
	}
	return records, nil
}

// Outbox implements bot.Store.
func (s *Store) Outbox(ctx context.Context, l bot.Lease) iter.Seq2[bot.Delivery, error] {
	return func(yield func(bot.Delivery, error) bool) {
		var seqs []int64
		err := s.write(ctx, func(w *writer) error { // only the writer knows what is there
			seqs = seqs[:0]
			for _, q := range w.outbox[l.Partition] {
				seqs = append(seqs, q.seq)
			}
			return nil
		})
		if err != nil {
			yield(bot.Delivery{}, err)
			return
		}
		slices.SortFunc(seqs, cmp.Compare)
		for _, seq := range seqs {
			d, err := s.reads.readDelivery(ctx, seq)
			if errors.Is(err, sql.ErrNoRows) {
				continue // settled meanwhile
			}
			if !yield(d, err) || err != nil {
				return
			}
		}
	}
}

func (r *reads) readDelivery(ctx context.Context, seq int64) (bot.Delivery, error) {
	d := bot.Delivery{Seq: uint64(seq)}
	var owner, to string
	var notBefore sql.NullInt64
	err := r.delivery.QueryRowContext(ctx, seq).
		Scan(&d.ID, &owner, &to, &d.Class, &notBefore, &d.Attempts, &d.Sending, &d.Body)
	if err != nil {
		return bot.Delivery{}, fmt.Errorf("sqlite: outbox: %w", describe(err))
	}
	if notBefore.Valid {
		d.NotBefore = time.Unix(0, notBefore.Int64)
	}
	var errs [2]error
	d.Owner, errs[0] = bot.ParseAddress(owner)
	d.To, errs[1] = bot.ParseAddress(to)
	if errors.Join(errs[:]...) != nil {
		return bot.Delivery{}, errors.New("sqlite: damaged: address of a delivery")
	}
	return d, nil
}

// fill reads entries that are not held in memory, see inbox.read.
func (r *reads) fill(ctx context.Context, items []bot.Item, packs []bot.Cursor) ([]bot.Item, error) {
	var unpacked []bot.Item
	for i, first := range packs {
		if first == 0 {
			continue
		}
		if len(unpacked) == 0 || unpacked[0].Cursor != first {
			var b []byte
			if err := r.pack.QueryRowContext(ctx, int64(first)).Scan(&b); err != nil {
				if errors.Is(err, sql.ErrNoRows) {
					return items[:i], nil // trimmed meanwhile
				}
				return nil, fmt.Errorf("sqlite: read: %w", describe(err))
			}
			var err error
			if unpacked, err = unpack(first, b); err != nil {
				return nil, err
			}
		}
		n := int(items[i].Cursor - first)
		if n >= len(unpacked) {
			return nil, errPack
		}
		items[i] = unpacked[n]
	}
	return items, nil
}
