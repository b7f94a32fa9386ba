// The profile page: groups the digits of [data-rupiah] on leaving it, fills the point from the device on [data-locate],
// divides a pair of coordinates pasted into the first box, and asks a friendly question in [data-place] when the point is
// far from the city's centre.
(() => {
  const PAIR = /^\s*([-+−]?\d+[.,]\d+)\s*[,;\s]\s*([-+−]?\d+[.,]\d+)\s*$/;
  const degrees = (text) => Number(text.replace("−", "-").replace(",", "."));
  const radians = (angle) => angle * Math.PI / 180;

  function kilometres(latitude, longitude, otherLatitude, otherLongitude) {
    const half = Math.sin(radians(otherLatitude - latitude) / 2) ** 2
      + Math.cos(radians(latitude)) * Math.cos(radians(otherLatitude)) * Math.sin(radians(otherLongitude - longitude) / 2) ** 2;
    return 2 * 6371.0088 * Math.asin(Math.sqrt(half));
  }

  document.addEventListener("focusout", (event) => {
    const field = event.target;
    if (!field.matches?.("[data-rupiah]") || !/^[\d.\s]+$/.test(field.value)) return;
    field.value = field.value.replace(/\D/g, "").replace(/\B(?=(\d{3})+$)/g, ".");
  }, true);

  document.querySelectorAll("[data-place]").forEach((place) => {
    const latitude = document.getElementById("id_latitude");
    const longitude = document.getElementById("id_longitude");
    const note = place.querySelector("[data-place-note]");
    const button = place.querySelector("[data-locate]");
    const centre = place.dataset;

    function look() {
      const point = [latitude.value, longitude.value];
      if (point.includes("")) {
        note.textContent = "";
        return;
      }
      const far = kilometres(...point.map(degrees), Number(centre.latitude), Number(centre.longitude));
      note.textContent = far > Number(centre.far) ? `Titik ini ${Math.round(far)} km dari pusat kota. Benarkah di sana?` : "";
    }

    function put(field, value) {
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }

    latitude.addEventListener("input", () => {
      const pair = PAIR.exec(latitude.value);
      if (!pair) return;
      put(latitude, pair[1]);
      put(longitude, pair[2]);
    });
    [latitude, longitude].forEach((field) => field.addEventListener("input", look));
    if (!navigator.geolocation) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      note.textContent = "Mencari lokasi …";
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          put(latitude, coords.latitude.toFixed(6));
          put(longitude, coords.longitude.toFixed(6));
          look();
        },
        () => { note.textContent = "Lokasi perangkat tidak dapat dibaca. Isi lintang dan bujurnya sendiri."; },
        { timeout: 15000 },
      );
    });
  });
})();
