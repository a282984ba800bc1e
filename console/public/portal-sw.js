// Keeps the station's own page (/portal and nothing else) with the last answers that a delivery is entered with.
importScripts("/offline-sw.js");
keepOffline({
  name: "portal",
  page: "/portal",
  always: ["/api/v1/auth/me", "/api/v1/city", "/api/v1/portal/today"],
  also: /^\/api\/v1\/stations\/\d{10}\/delivery-defaults$/,
});
