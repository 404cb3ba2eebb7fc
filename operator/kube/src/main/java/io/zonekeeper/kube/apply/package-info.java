/**
 * Server-side apply of children: only what differs is written, and a refusal or a contest over a field has its reason.
 */
package io.zonekeeper.kube.apply;
