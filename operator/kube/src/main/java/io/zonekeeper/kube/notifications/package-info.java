/** Notifications: what the operator reports, as CloudEvents to a webhook of the user's. No decision waits for one. */
package io.zonekeeper.kube.notifications;
