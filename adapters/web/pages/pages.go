// Package pages serves the pages that are part of the program, the chat and the desk: their files, and
// the rules they are under in a browser. They ask nothing of anybody else.
package pages

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/http"
	"time"
)

// policy allows a page its own files and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"

// Serve serves what lies in a folder of embedded files under a root, "" or "/desk"; index.html is the root
// itself.
func Serve(mux *http.ServeMux, embedded fs.FS, folder, root string) {
	files, err := fs.Sub(embedded, folder)
	if err == nil {
		err = fs.WalkDir(files, ".", func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			content, err := fs.ReadFile(files, path)
			if path == "index.html" {
				index := root
				if index == "" {
					index = "/{$}"
				}
				mux.Handle("GET "+index, file(entry.Name(), content))
				return err
			}
			mux.Handle("GET "+root+"/"+path, file(entry.Name(), content))
			return err
		})
	}
	if err != nil {
		panic(err) // the folder is part of the program
	}
}

// file serves one file. Browsers ask each time whether it has changed: the files of a page must be of
// one version.
func file(name string, content []byte) http.Handler {
	tag := Tag(content)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("ETag", tag)
		http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(content))
	})
}

// Tag names content, as an ETag.
func Tag(content []byte) string {
	sum := sha256.Sum256(content)
	return `"` + hex.EncodeToString(sum[:12]) + `"`
}

// Guard puts what a handler answers under the rules of a page, and keeps forms and scripts of other sites
// from posting with its reader's cookie.
func Guard(next http.Handler) http.Handler {
	next = http.NewCrossOriginProtection().Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		Rules(w)
		next.ServeHTTP(w, r)
	})
}

// Rules are those of a page.
func Rules(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
}

// NotFound says that there is no such page.
func NotFound(w http.ResponseWriter, _ *http.Request) {
	http.Error(w, "Cette page n’existe pas.", http.StatusNotFound)
}
