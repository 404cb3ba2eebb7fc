/** The page in a real browser. */
package io.zonekeeper.web.browser;
