/** The Services, pods and ReplicaSets of namespaces with a ZoneFailover, as they are cached and read. */
package io.zonekeeper.controllers.zonefailover.objects;
