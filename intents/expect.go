package intents

// weigh takes what was just asked into account.
func (r *Recogniser) weigh(u *Understanding, w *scratch, expected Expected) {
}
