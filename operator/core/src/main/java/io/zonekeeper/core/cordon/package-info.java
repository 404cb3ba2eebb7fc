/**
 * Which zones are cordoned, and which stacks leave a zone: the guards between a verdict, or a user's request, and what
 * is done.
 */
package io.zonekeeper.core.cordon;
