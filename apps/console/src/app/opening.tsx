/** What stands where the header will be until it is known who is signed in; index.html has the same. */
export function Opening() {
  return (
    <div className="opening">
      <img src="/favicon.svg" alt="" width={22} height={22} />
      Waybill
    </div>
  );
}
