package durable

import "context"

type Sealer interface {
	Seal(ctx context.Context, tenant string, plain, bind []byte) ([]byte, error)
	Open(ctx context.Context, tenant string, sealed, bind []byte) ([]byte, error)
	Index(tenant, value string) []byte
}

var ErrKeyGone error = &sentinel{"durable: the key of the delivery was destroyed"}
