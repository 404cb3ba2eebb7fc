/** The operator's configuration, from a file and the environment. */
package io.zonekeeper.app.config;
