package provider

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"syscall"

	"github.com/promptctl-io/promptctl/pkg/model"
)

// describe says what went wrong on the way, and what to do.
func (h *httpService) describe(e *Error) {
	var address *url.Error
	if errors.As(e.Err, &address) {
		e.Err = address.Err // without the address, which may have more in it than is to be shown
	}
	var unknown *net.DNSError
	var certificate *tls.CertificateVerificationError
	var way *net.OpError
	switch err := e.Err; {
	case errors.Is(err, ErrTimeout):
		e.lost = true
		e.Message = fmt.Sprintf("no answer within %s", h.timeout())
		e.hint = "wait longer with --timeout, or with test.timeout in promptctl.yaml"
	case errors.Is(err, errPage):
		e.Message = "a web page came where an answer was expected"
		e.hint = h.baseHint()
	case errors.Is(err, errTooLong):
		e.lost = true
		e.Message = fmt.Sprintf("the answer is longer than %d MiB", maxBody>>20)
	case errors.As(err, &way) && way.Op == "proxyconnect":
		e.Message = h.scrub(fmt.Sprintf("no connection to %s: that to the proxy failed: %v", h.host(), way.Err))
		e.hint = "look at HTTPS_PROXY and HTTP_PROXY, which name the proxy, and at NO_PROXY, which names the hosts that need none"
		e.again = true
	case errors.As(err, &unknown) && unknown.IsNotFound:
		e.Message = fmt.Sprintf("there is no host %s", h.host())
		e.hint = h.baseHint()
	case errors.As(err, &certificate):
		e.Message = fmt.Sprintf("the certificate of %s is not to be trusted: %v", h.host(), certificate.Err)
		e.hint = "SSL_CERT_FILE names a file of certificates to trust"
	case errors.Is(err, syscall.ECONNREFUSED):
		e.Message = fmt.Sprintf("nothing listens at %s", h.host())
		e.hint = h.wire.down(h)
		e.again = !isLoopback(h.base.Hostname())
	case isCut(err):
		e.lost = true
		e.Message = "the connection broke before the answer was whole"
		e.hint = fmt.Sprintf("try again; if it goes on, look at the network and at the server at %s", h.host())
		e.again = true
	default:
		e.Message = h.scrub(fmt.Sprintf("no connection to %s: %v", h.host(), err))
		e.hint = "look at the network; HTTPS_PROXY names a proxy where one is needed"
		e.again = true
	}
}

// isCut reports whether an answer began and did not end.
func isCut(err error) bool {
	return errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || errors.Is(err, model.ErrCut) ||
		errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

func (h *httpService) baseHint() string {
	hint := fmt.Sprintf("look at the address: it is %s", h.base.Redacted())
	if formOf(h.set.kind) == model.OpenAIFormat && h.set.kind != azureType {
		hint += ", and that of servers with OpenAI's wire mostly ends in /v1"
	}
	return hint
}

// isLoopback reports whether a host is this machine.
func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
