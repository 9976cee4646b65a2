//go:build !soak

package bot_test

// pairs is how many requests are claimed by two at once.
const pairs = 1_000
