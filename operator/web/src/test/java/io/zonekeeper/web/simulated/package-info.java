/** A cluster that exists in memory only, for tests, pictures and the bench of the web view. */
package io.zonekeeper.web.simulated;
