/** How a program declares its metrics: once each, with all that a user needs to know of it. */
package io.zonekeeper.kube.metrics;
