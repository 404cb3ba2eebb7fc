/** What the outside asks of the process: health, metrics and logs. */
package io.zonekeeper.app.management;
