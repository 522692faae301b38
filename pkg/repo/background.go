package repo

// background starts work and returns the function that waits for its result,
// which may be called more than once, by one goroutine.
func background[T any](work func() (T, error)) func() (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := work()
		done <- result{value, err}
	}()
	var r result
	waiting := true
	return func() (T, error) {
		if waiting {
			r, waiting = <-done, false
		}
		return r.value, r.err
	}
}
