// Package crypt keeps the store encrypted and authenticated on disk. It is a
// file system for SQLite that stands between SQLite and SQLite's own: each page
// of the database and each frame of the write-ahead log (WAL) is one message of
// an authenticated cipher, and nothing else is ever written.
//
// docs/format.md specifies the files, and what they do and do not protect.
//
// Use:
//
//	crypt.Create(path, key, crypt.Preferred()) // once
//	err := crypt.Check(path, key)              // before opening: the right key?
//	log, err := crypt.InspectWAL(path, key)    // before opening: damage in the log?
//	v, err := crypt.Register(key)
//	db, err := sql.Open("sqlite", "file:"+path+"?vfs="+v.Name()+"&_pragma=temp_store(memory)")
//	…
//	db.Close()
//	v.Close()
//
// It fails closed. A plain file, a foreign file or a wrong key is "file is not
// a database" before SQLite has touched anything. Temporary files are refused
// (hence temp_store=memory), as are other page sizes, journal modes other than
// WAL, auto_vacuum and memory mapping. A file that SQLite makes by itself is
// refused unless it is a copy of an encrypted database (VACUUM INTO, the backup
// interface): new databases come from Create.
//
// Check, InspectWAL and Verify open the files themselves. They are for files
// that this process has not open through SQLite: on some systems closing a file
// gives up all locks that the process holds on it.
package crypt
