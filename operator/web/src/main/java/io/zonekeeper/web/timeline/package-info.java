/** The incidents of the time that the web view remembers. */
package io.zonekeeper.web.timeline;
