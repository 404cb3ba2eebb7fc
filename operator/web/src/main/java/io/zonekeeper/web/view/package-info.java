/** What the web view shows, as a pure function of the objects of the API. */
package io.zonekeeper.web.view;
