/**
 * Children of custom resources in caches of the operator framework, and making them so that those caches know at once.
 */
package io.zonekeeper.controllers.children;
