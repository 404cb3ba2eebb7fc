/** How a Deployment becomes a ZonedService without a failed request. */
package io.zonekeeper.core.handover;
