// Package termtest opens real terminals for tests.
package termtest
