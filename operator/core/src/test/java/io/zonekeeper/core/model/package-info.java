/**
 * The planners explored: every state that a small cluster can reach, in every order of what happens and of what is
 * written, with the operator ended between any two writes.
 */
package io.zonekeeper.core.model;
