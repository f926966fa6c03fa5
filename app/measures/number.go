package measures

import (
	"math/big"
	"strings"
)

func rat(n int) *big.Rat { return big.NewRat(int64(n), 1) }

// tenTo gives 10 to the power of n.
func tenTo(n int) *big.Rat {
	return new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil))
}

// halfUp rounds to so many decimals; a half goes up, towards the larger.
func halfUp(x *big.Rat, decimals int) *big.Rat {
	scale := tenTo(decimals)
	y := new(big.Rat).Mul(x, scale)
	y.Add(y, big.NewRat(1, 2))
	whole := new(big.Int).Div(y.Num(), y.Denom()) // rounds down: the denominator is positive
	return new(big.Rat).Quo(new(big.Rat).SetInt(whole), scale)
}

// places reports whether x can be written with so many decimals.
func places(x *big.Rat, decimals int) bool {
	return new(big.Rat).Mul(x, tenTo(decimals)).IsInt()
}

// Decimal writes a number as people read it, at most so many decimals, without
// zeros at the end: "4.3", "12".
func Decimal(x *big.Rat, decimals int) string {
	s := halfUp(x, decimals).FloatString(decimals) // exact: the digits are all there
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// holds compares x with a limit: >=, <=, <, > or ==.
func holds(x *big.Rat, op string, value int) bool {
	c := x.Cmp(rat(value))
	switch op {
	case ">=":
		return c >= 0
	case "<=":
		return c <= 0
	case "<":
		return c < 0
	case ">":
		return c > 0
	case "==":
		return c == 0
	}
	return false // Parse lets no other through
}

var ops = []string{">=", "<=", "<", ">", "=="}
