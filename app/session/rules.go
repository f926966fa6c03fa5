package session

import (
	"sync"

	"kapdesk/app/protocol"
	"kapdesk/app/record"
)

// rules gives the rules of a visit: those that it was started with, and before
// that those in use now. A version that the store does not hold (it was
// started before versions were kept) leaves those in use now.
func (l *Log) rules(r record.Reader, v Visit) (Rules, error) {
	if l.deps.RulesAt == nil || v.Protocol.Hash == (record.Hash{}) {
		return l.deps.Rules(r)
	}
	rules, err := l.deps.RulesAt(r, v.Protocol.Hash)
	if record.CodeOf(err) == record.NotFound {
		return l.deps.Rules(r)
	}
	return rules, err
}

// Versions takes the rules of sessions out of the protocol in use and of those
// before it: Rules, At and Keep are Deps.Rules, Deps.RulesAt and Deps.Keep.
// The rules of each version are made once, because every transaction of a
// session asks for them.
type Versions struct {
	use  protocol.Use
	kept protocol.Versions
	mu   sync.Mutex
	made map[record.Hash]Rules
}

// FromUse makes Versions over the protocol in use.
func FromUse(use protocol.Use) *Versions { return &Versions{use: use, made: map[record.Hash]Rules{}} }

// Rules gives the rules of the protocol in use.
func (v *Versions) Rules(r record.Reader) (Rules, error) {
	p, err := v.use(r)
	if err != nil {
		return Rules{}, err
	}
	return v.of(p), nil
}

// At gives the rules of the version with this hash. Code NotFound when it was
// never kept.
func (v *Versions) At(r record.Reader, hash record.Hash) (Rules, error) {
	v.mu.Lock()
	rules, ok := v.made[hash]
	v.mu.Unlock()
	if ok {
		return rules, nil
	}
	p, err := v.kept.At(r, hash)
	if err != nil {
		return Rules{}, err
	}
	return v.of(p), nil
}

// Keep keeps the protocol in use.
func (v *Versions) Keep(tx record.Tx) (protocol.Used, error) {
	p, err := v.use(tx)
	if err != nil {
		return protocol.Used{}, err
	}
	return p.Keep(tx)
}

// of makes the rules of a version, once. A clinic has few versions, so none is
// ever forgotten.
func (v *Versions) of(p *protocol.Protocol) Rules {
	v.mu.Lock()
	defer v.mu.Unlock()
	rules, ok := v.made[p.Hash]
	if !ok {
		rules = FromProtocol(p)
		v.made[p.Hash] = rules
	}
	return rules
}
