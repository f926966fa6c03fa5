// Command dial asks for what KAP Desk must never ask for: it dials the address
// that it is given, asks the kernel for its networks, and writes the file that
// it is given. What watches KAP Desk has to catch it.
package main

import (
	"fmt"
	"net"
	"os"
	"time"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: dial ADDRESS FILE")
		os.Exit(2)
	}
	addresses, err := net.InterfaceAddrs() // by a netlink socket
	fmt.Println("addresses:", addresses, err)
	if err := os.WriteFile(os.Args[2], nil, 0o600); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	c, err := net.DialTimeout("tcp", os.Args[1], 5*time.Second)
	if err != nil {
		fmt.Println("not connected:", err)
		return
	}
	c.Close()
	fmt.Println("connected")
}
