/** ZonalProxies: what their engines run as, and what is wrong with a spec before any object is made of it. */
package io.zonekeeper.manifests.proxies;
