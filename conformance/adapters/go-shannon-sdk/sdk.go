// Package sdk is empty: see package types.
package sdk
