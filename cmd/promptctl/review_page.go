package main

import "context"

func (a *app) runPage(ctx context.Context, reference string, f *reviewFlags) error { return nil }
