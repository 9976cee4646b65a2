package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"slices"

	"potentiels/bot/dialogue"
)

// Export gives everything held about a person as one file of JSON: by family,
// the records in order of their keys. It may be called for any person, whoever owns
// their partition; what waits in the inbox is not part of it.
func (e *Engine) Export(ctx context.Context, owner Address) (dialogue.File, error) {
	type record struct {
		Key   string          `json:"key,omitempty"`
		Value json.RawMessage `json:"value"`
	}
	families := make(map[Family][]record)
	for r, err := range e.everything(ctx, owner) {
		if err != nil {
			return dialogue.File{}, fmt.Errorf("export: %w", err)
		}
		value := json.RawMessage(r.Value)
		if r.Family == FamilyHistory {
			value = leaner(r)
		}
		if !json.Valid(value) {
			value, _ = json.Marshal(r.Value)
		}
		families[r.Family] = append(families[r.Family], record{r.Key.Key, value})
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(map[string]any{"person": owner.String(), "at": e.now().UTC(), "records": families})
	if err != nil {
		return dialogue.File{}, fmt.Errorf("export: %w", err)
	}
	return dialogue.File{Name: "mes-donnees.json", Type: "application/json", Data: out.Bytes()}, nil
}

// everything yields the records of a person, then those of their requests: what staff read and
// wrote of them is theirs as well.
func (e *Engine) everything(ctx context.Context, owner Address) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		var requests []Address
		for r, err := range e.store.ScanOwner(ctx, owner) {
			if err == nil && r.Family == FamilySession {
				requests = requestsOf(r.Value)
			}
			if !yield(r, err) {
				return
			}
		}
		for _, request := range requests {
			for r, err := range e.store.ScanOwner(ctx, request) {
				if err == nil && r.Family == FamilySession {
					continue // ids of what was handled
				}
				if !yield(r, err) {
					return
				}
			}
		}
	}
}

// requestsOf reads a session for the requests at the desk.
func requestsOf(session []byte) []Address {
	var p person
	if json.Unmarshal(session, &p) != nil {
		return nil
	}
	var out []Address
	for _, local := range slices.Sorted(maps.Keys(p.Requests)) {
		out = append(out, requestAddress(p.Requests[local]))
	}
	return out
}

// leaner leaves the files out of a line of history: an earlier export would
// hold one before it, and so on.
func leaner(r Record) json.RawMessage {
	line, err := decodeLine(r)
	if err != nil {
		return r.Value
	}
	line.Said = withoutFiles(line.Said)
	value, err := json.Marshal(line)
	if err != nil {
		return r.Value
	}
	return value
}

// withoutFiles gives the replies with the names of their files only.
func withoutFiles(replies []dialogue.Reply) []dialogue.Reply {
	for i, r := range replies {
		if r.File == nil || len(r.File.Data) == 0 {
			continue
		}
		lean := append([]dialogue.Reply(nil), replies...)
		for j := i; j < len(lean); j++ {
			if f := lean[j].File; f != nil {
				lean[j].File = &dialogue.File{Name: f.Name, Type: f.Type}
			}
		}
		return lean
	}
	return replies
}

// attach puts the file on the first reply that has none.
func attach(replies []dialogue.Reply, file dialogue.File) []dialogue.Reply {
	out := append([]dialogue.Reply(nil), replies...)
	for i := range out {
		if out[i].File == nil {
			out[i].File = &file
			return out
		}
	}
	return append(out, dialogue.Reply{File: &file})
}
