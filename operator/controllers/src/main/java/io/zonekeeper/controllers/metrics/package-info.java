/** The metrics of the operator. */
package io.zonekeeper.controllers.metrics;
