/** How a change of the pods' template goes through the zones of a service, decided from what runs. */
package io.zonekeeper.core.rollout;
