// Package ledger is the history of an environment as git keeps it: what its
// commits say and hold, how they are written, and how all of them are verified.
//
// Each commit of an environment's branch declares exactly what it does, has the
// statements that it rests on within it, and is signed. A verifier needs the
// objects, the tip, the root that it trusts and the time, and nothing else: it runs
// no program, reads no configuration and asks no clock.
package ledger
