// Keeps the page of inspections on site (/inspection and nothing else) with its checklists and stations.
importScripts("/offline-sw.js");
keepOffline({
  name: "inspection",
  page: "/inspection",
  always: ["/api/v1/auth/me", "/api/v1/city", "/api/v1/inspections/kit"],
  also: null,
});
