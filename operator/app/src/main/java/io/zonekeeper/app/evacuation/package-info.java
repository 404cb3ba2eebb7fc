/** What the evacuations of all services share: the pace of replacements and the budget of single services. */
package io.zonekeeper.app.evacuation;
