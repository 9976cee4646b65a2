package dialogue

// Session is all that one person's talk is remembered by. It is plain data
// with short JSON names, because a million of them are kept.
type Session struct {
	Profile Profile `json:"p,omitzero"`
	Outcome Outcome `json:"o,omitempty"`
}
