/** ZoneHealthPolicy: whether it is in use, and the one that comes from the chart's values. */
package io.zonekeeper.controllers.policies;
