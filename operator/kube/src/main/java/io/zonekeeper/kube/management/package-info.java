/** What the outside asks of a process: health, metrics and logs. */
package io.zonekeeper.kube.management;
