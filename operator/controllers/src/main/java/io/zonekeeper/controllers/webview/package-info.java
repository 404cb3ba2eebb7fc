/** Connects the web view to the operator's caches. */
package io.zonekeeper.controllers.webview;
