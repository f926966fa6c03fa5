package machine

import (
	"context"
	"errors"
	"math"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// What macOS's ioreg prints: of the input system, and of the root.
const (
	someInput = `+-o IOHIDSystem  <class IOHIDSystem, id 0x1000002cf, registered, matched, active, busy 0 (0 ms), retain 21>
    {
      "IOClass" = "IOHIDSystem"
      "HIDIdleTime" = 21858429000
      "HIDParameters" = {"HIDIdleTime"=7,"Clicking"=0}
    }
+-o IOHIDSystem  <class IOHIDSystem, id 0x1000002d0>
  | {
  |   "HIDIdleTime" = 4500000000
  | }
`
	someRoot = `+-o Root  <class IORegistryEntry, id 0x100000100, retain 37>
    {
      "IOConsoleLocked" = No
      "IOConsoleUsers" = ({"kCGSSessionOnConsoleKey"=Yes,"kCGSSessionUserNameKey"="anna"},{"kCGSSessionOnConsoleKey"=No,"CGSSessionScreenIsLocked"=Yes})
    }
`
)

func TestRegistryIdle(t *testing.T) {
	for _, bad := range []string{"", "HIDIdleTime = 5", `"HIDIdleTime" 5`, `"HIDIdleTime" = `, `"HIDIdleTime" = -1`, `"HIDIdleTime" = <00ff>`,
		`"HIDIdleTime" = 9223372036854775808`, `"HIDIdleTimes" = 5`, someRoot, someInput + `"HIDIdleTime" = x`} {
		if d, err := registryIdle(bad); !errors.Is(err, ErrUnknown) {
			t.Errorf("%q: %v, %v", bad, d, err)
		}
	}
	for text, want := range map[string]time.Duration{someInput: 4500 * time.Millisecond, `"HIDIdleTime"=7`: 7, `"HIDIdleTime" = 0`: 0} {
		if d, err := registryIdle(text); err != nil || d != want {
			t.Errorf("%q: %v, %v", text, d, err)
		}
	}
}

func TestRegistryLocked(t *testing.T) {
	for _, bad := range []string{"", someInput, `"IOConsoleLocked" = Maybe`} {
		if locked, err := registryLocked(bad); !errors.Is(err, ErrUnknown) {
			t.Errorf("%q: %v, %v", bad, locked, err)
		}
	}
	marked := strings.Replace(someRoot, `"IOConsoleLocked" = No`, `"IOConsoleLocked" = Yes`, 1)
	session := strings.Replace(someRoot, `"kCGSSessionUserNameKey"="anna"`, `"CGSSessionScreenIsLocked"=Yes`, 1)
	for text, want := range map[string]bool{someRoot: false, marked: true, session: true, `"IOConsoleUsers" = ()`: false, `  | "IOConsoleLocked" = No`: false} {
		if locked, err := registryLocked(text); err != nil || locked != want {
			t.Errorf("%q: %v, %v", text, locked, err)
		}
	}
}

// FuzzRegistry takes any text as what ioreg prints.
func FuzzRegistry(f *testing.F) {
	f.Add(someInput)
	f.Add(someRoot)
	f.Add(`"HIDIdleTime" = 99999999999999999999`)
	f.Add(`"IOConsoleUsers" = ({"kCGSSessionOnConsoleKey"=Yes`)
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := registryIdle(text); err == nil && (d < 0 || !strings.Contains(text, `"HIDIdleTime"`)) {
			t.Errorf("idle for %v", d)
		}
		if locked, err := registryLocked(text); locked && (err != nil || !strings.Contains(text, "Yes")) {
			t.Errorf("locked, %v", err)
		}
	})
}

func TestFileVault(t *testing.T) {
	for text, want := range map[string]Encryption{
		"":                    EncryptionUnknown,
		"FileVault is On.\n":  EncryptionOn,
		"FileVault is Off.\n": EncryptionOff,
		"FileVault is On, but needs to be restarted to finish.\n":                        EncryptionUnknown,
		"FileVault is Off, but will be enabled after the next restart.\n":                EncryptionOff,
		"FileVault is Off.\nDeferred enablement appears to be active for user 'anna'.\n": EncryptionOff,
		"FileVault is On.\nEncryption in progress: Percent completed = 12.34\n":          EncryptionUnknown,
		"FileVault is Off.\nDecryption in progress: Percent completed = 50\n":            EncryptionUnknown,
		"FileVault master keychain appears to be installed.\nFileVault is On.\n":         EncryptionOn,
		"FileVault is Offline":           EncryptionUnknown,
		"Error: FileVault is On.":        EncryptionUnknown,
		"FileVault ist aktiviert.\r\n":   EncryptionUnknown,
		"\r\nFileVault is On.\r\n\r\n\n": EncryptionOn,
	} {
		if got := fileVault(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestBitLocker(t *testing.T) {
	for text, want := range map[string]Encryption{
		"": EncryptionUnknown, "0\r\n": EncryptionUnknown, "1\r\n": EncryptionOn, "2\r\n": EncryptionOff, "3": EncryptionUnknown,
		"4": EncryptionUnknown, "5": EncryptionUnknown, "6\r\n": EncryptionOn, "7": EncryptionUnknown, "11": EncryptionUnknown, "1 2": EncryptionUnknown, "on": EncryptionUnknown,
	} {
		if got := bitLocker(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestBitLockerScript(t *testing.T) {
	for _, bad := range []string{"", "C:", `C:\x`, `\\server\share\`, `':\`, `;:\`, `CC:\`, `:\`, `é:\`} {
		if script, err := bitLockerScript(bad); !errors.Is(err, ErrUnknown) || script != "" {
			t.Errorf("%q: %q, %v", bad, script, err)
		}
	}
	script, err := bitLockerScript(`C:\`)
	if err != nil || script != `(New-Object -ComObject Shell.Application).NameSpace('C:\').Self.ExtendedProperty('System.Volume.BitLockerProtection')` {
		t.Errorf("%q, %v", script, err)
	}
}

// FuzzEncryption takes any text as what the systems say of their encryption,
// and any name of a drive.
func FuzzEncryption(f *testing.F) {
	for _, s := range []string{"", "1\r\n", "2", "FileVault is On.\n", "FileVault is Off.\nDecryption in progress: 5", `C:\`, `':\`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if fileVault(text) != EncryptionUnknown && !strings.Contains(text, "FileVault is O") {
			t.Error("FileVault out of nothing")
		}
		if bitLocker(text) != EncryptionUnknown && len(strings.TrimSpace(text)) != 1 {
			t.Error("BitLocker out of nothing")
		}
		if script, err := bitLockerScript(text); err == nil && (len(text) != 3 || strings.Count(script, "'") != 4) {
			t.Errorf("script %q", script)
		}
	})
}

// someVolume is what macOS's diskutil says of a volume, shortened.
const someVolume = `   Device Identifier:         disk3s5
   Device Node:               /dev/disk3s5
   Whole:                     No
   Part of Whole:             disk3

   Volume Name:               Data
   Mounted:                   Yes
   Mount Point:               /System/Volumes/Data
   Protocol:                  Apple Fabric

   This disk is an APFS Volume.  APFS Information:
   APFS Container:            disk3
   APFS Physical Store:       disk0s2
   Fusion Drive:              No
   FileVault:                 Yes
`

func TestPhysicalDisk(t *testing.T) {
	for what, bad := range map[string]string{
		"nothing":       "",
		"no disk":       "Could not find disk: disk9",
		"two stores":    someVolume + "   APFS Physical Store:       disk1s2\n",
		"fusion":        strings.Replace(someVolume, "Fusion Drive:              No", "Fusion Drive:              Yes", 1),
		"an image":      strings.Replace(someVolume, "Apple Fabric", "Disk Image", 1),
		"a strange one": strings.Replace(someVolume, "disk0s2", "somewhere", 1),
	} {
		if disk, err := physicalDisk(bad); !errors.Is(err, ErrUnknown) {
			t.Errorf("%s: %q, %v", what, disk, err)
		}
	}
	for text, want := range map[string]string{
		someVolume: "disk0",
		"   Device Identifier:         disk4s1\n   Part of Whole:             disk4\n   Protocol:                  USB\n": "disk4",
	} {
		if disk, err := physicalDisk(text); err != nil || disk != want {
			t.Errorf("%q: %q, %v", text, disk, err)
		}
	}
}

func TestWholeDisk(t *testing.T) {
	for device, want := range map[string]string{
		"": "", "disk": "", "disks1": "", "/dev/sda1": "", "//server/share": "", "disk1x": "", "map auto_home": "",
		"disk0": "disk0", "disk0s2": "disk0", "/dev/disk3s1s1": "disk3", "/dev/disk12": "disk12",
	} {
		if got := wholeDisk(device); got != want {
			t.Errorf("%q: %q, want %q", device, got, want)
		}
	}
}

// FuzzPhysicalDisk takes any text as what diskutil prints.
func FuzzPhysicalDisk(f *testing.F) {
	f.Add(someVolume)
	f.Add("Part of Whole: disk")
	f.Add("Part of Whole: disk1\nAPFS Physical Store:")
	f.Fuzz(func(t *testing.T, text string) {
		disk, err := physicalDisk(text)
		if err == nil && (wholeDisk(disk) != disk || disk == "" || !strings.Contains(text, disk)) {
			t.Errorf("%q", disk)
		}
	})
}

func TestSinceTick(t *testing.T) {
	for _, c := range []struct {
		now, last uint32
		want      time.Duration
	}{
		{5000, 2000, 3 * time.Second},
		{5000, 5000, 0},
		{5000, 5016, 0},
		{1000, math.MaxUint32 - 999, 2 * time.Second},
		{math.MaxUint32, 0, 0}, // read as a millisecond ahead
		{math.MaxUint32 - 5000, 0, (math.MaxUint32 - 5000) * time.Millisecond},
	} {
		if got := sinceTick(c.now, c.last); got != c.want {
			t.Errorf("%d since %d: %v, want %v", c.now, c.last, got, c.want)
		}
	}
}

func TestLargestOn(t *testing.T) {
	for _, fat := range []string{"vfat", "msdos", "FAT32", "FAT", "fat16"} {
		if n := largestOn(fat); n != 4<<30-1 {
			t.Errorf("%s: %d", fat, n)
		}
	}
	for _, other := range []string{"", "exFAT", "exfat", "NTFS", "ext4", "apfs", "btrfs", "fuseblk"} {
		if n := largestOn(other); n != 0 {
			t.Errorf("%s: %d", other, n)
		}
	}
}

func TestBlocks(t *testing.T) {
	if n, err := blocks(1<<40, 1<<30); !errors.Is(err, ErrUnknown) {
		t.Errorf("%d, %v", n, err)
	}
	if n, err := blocks(3, 4096); err != nil || n != 12288 {
		t.Errorf("%d, %v", n, err)
	}
}

func TestAllOf(t *testing.T) {
	const u, on, off = EncryptionUnknown, EncryptionOn, EncryptionOff
	for _, c := range []struct {
		states []Encryption
		want   Encryption
	}{{nil, u}, {[]Encryption{on}, on}, {[]Encryption{off}, off}, {[]Encryption{u}, u}, {[]Encryption{on, on}, on},
		{[]Encryption{on, off}, off}, {[]Encryption{on, u}, u}, {[]Encryption{u, on}, u}, {[]Encryption{u, off}, off}, {[]Encryption{on, u, on}, u}} {
		for range 2 {
			if got := allOf(c.states); got != c.want {
				t.Errorf("%v: %v, want %v", c.states, got, c.want)
			}
			slices.Reverse(c.states)
		}
	}
}

func TestOutput(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if text, err := output(ctx, "a-program-that-is-not-there"); !errors.Is(err, ErrUnknown) || text != "" {
		t.Errorf("%q, %v", text, err)
	}
	if runtime.GOOS == "windows" {
		if text, err := output(ctx, "cmd", "/c", "echo said"); err != nil || strings.TrimSpace(text) != "said" {
			t.Errorf("%q, %v", text, err)
		}
		return
	}
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Fatal(err)
	}
	if text, err := output(ctx, sh, "-c", "echo half; exit 3"); !errors.Is(err, ErrUnknown) || text != "" {
		t.Errorf("%q, %v", text, err)
	}
	if text, err := output(ctx, sh, "-c", "echo said; echo not this >&2"); err != nil || text != "said\n" {
		t.Errorf("%q, %v", text, err)
	}
	if text, err := output(ctx, sh, "-c", "yes | head -c 1000000"); err != nil || len(text) != mostOutput {
		t.Errorf("%d bytes, %v", len(text), err)
	}
	short, stop := context.WithTimeout(ctx, 100*time.Millisecond)
	defer stop()
	begun := time.Now()
	if text, err := output(short, sh, "-c", "sleep 5 & wait"); !errors.Is(err, ErrUnknown) {
		t.Errorf("%q, %v", text, err)
	}
	if took := time.Since(begun); took > 3*time.Second {
		t.Errorf("waited %v for a child that was left behind", took)
	}
}
