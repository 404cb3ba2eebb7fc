/** What changed and when, in a memory of a fixed size, and how watchers follow it. */
package io.zonekeeper.web.stream;
