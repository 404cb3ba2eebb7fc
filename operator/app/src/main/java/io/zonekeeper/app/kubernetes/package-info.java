/** Reaching the API server: the client, tolerant decoding, applying children, Events and conditions. */
package io.zonekeeper.app.kubernetes;
