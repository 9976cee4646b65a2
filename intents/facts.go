package intents

// factReader finds entities.
type factReader struct{}

func newFactReader(lex Lexicon) *factReader { return &factReader{} }

func (f *factReader) read(text string, ts []token, expected Expected) ([]Entity, bool) {
	return nil, false
}
