// Package ext stands for the part of Traefik's dynamic configuration that its authors keep in a module of its own.
package ext

// HTTP is an extension of Traefik's HTTP configuration: empty in the open-source program.
type HTTP struct{}

// Router is an extension of a Traefik router: empty in the open-source program.
type Router struct{}
