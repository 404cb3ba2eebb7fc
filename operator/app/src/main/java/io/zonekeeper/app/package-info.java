/** The operator: main program and what its parts share. */
package io.zonekeeper.app;
