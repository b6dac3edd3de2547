// <page-dialog>: shows the dialog in it over the page as soon as it is there, with the focus in it. Escape, and a touch beside it, are its close
// button; when the page takes it away, the focus goes back.

class PageDialog extends HTMLElement {
  connectedCallback() {
    this.opener = document.activeElement;
    // The page puts the element in before what is in it.
    queueMicrotask(() => this.show());
  }

  show() {
    const dialog = this.querySelector("dialog");
    const close = () => dialog.querySelector(".close").click();
    dialog.addEventListener("cancel", event => {
      event.preventDefault();
      close();
    });
    dialog.addEventListener("click", event => event.target === dialog && close());
    dialog.showModal();
  }

  disconnectedCallback() {
    this.opener?.focus();
  }
}

customElements.define("page-dialog", PageDialog);
