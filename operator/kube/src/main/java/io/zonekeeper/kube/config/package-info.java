/** The configuration of a process, from a file and the environment. */
package io.zonekeeper.kube.config;
