/** The web view: a page that shows zones and services while they change. */
package io.zonekeeper.web;
