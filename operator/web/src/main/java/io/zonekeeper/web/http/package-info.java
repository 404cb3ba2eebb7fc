/** The web view's server: its page, its data, and who may see them. */
package io.zonekeeper.web.http;
